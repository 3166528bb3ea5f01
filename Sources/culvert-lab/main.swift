print("culvert-lab")
